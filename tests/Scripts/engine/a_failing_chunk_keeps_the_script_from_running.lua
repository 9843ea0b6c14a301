-- options: -e error('stop',0)
print("never")
