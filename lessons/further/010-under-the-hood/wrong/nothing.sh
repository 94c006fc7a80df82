docker create httpd > /dev/null; docker rm $(docker ps -aq)
