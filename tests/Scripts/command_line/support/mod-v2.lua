print("mod", ...)
return {name = "the module"}
