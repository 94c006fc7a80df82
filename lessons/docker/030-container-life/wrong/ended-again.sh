docker run -d --name box debian
sleep 1
