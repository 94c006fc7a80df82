docker network create town
docker network connect town client
