docker volume create precious
