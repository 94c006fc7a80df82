docker update --restart always keeper
