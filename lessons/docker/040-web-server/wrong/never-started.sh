docker run -d --name web3 -p 8000:80 nginx || true
