echo nobody > survived.txt
