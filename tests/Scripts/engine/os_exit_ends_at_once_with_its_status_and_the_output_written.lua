io.write("written\n")
spawn(function() print("never") end)
os.exit(7)
