echo "written inside" > note.txt
