docker pull hub:5000/library/redis
