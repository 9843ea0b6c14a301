-- options: -e =1+
print("never")
