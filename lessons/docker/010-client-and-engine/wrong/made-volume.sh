docker volume create lane
