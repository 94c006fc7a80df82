echo '0 touches for the disk of old' > old.txt
