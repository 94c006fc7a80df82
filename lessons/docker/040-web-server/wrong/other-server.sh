curl -s localhost:8000/lost
