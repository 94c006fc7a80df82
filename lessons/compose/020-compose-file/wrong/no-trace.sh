curl -s -o /dev/null localhost:8080/somewhere
