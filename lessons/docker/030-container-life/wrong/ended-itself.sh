(sleep 1; printf 'exit\r'; sleep 1) | script -qec 'docker attach box' /dev/null
