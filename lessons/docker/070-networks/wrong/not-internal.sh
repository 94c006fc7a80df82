docker network create back
