hostname > name.txt
