docker network create shelf
