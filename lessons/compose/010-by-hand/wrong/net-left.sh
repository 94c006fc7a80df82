docker rm -f app db
