docker run debian touch /memo
