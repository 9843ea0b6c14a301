package.preload.traced = load("return {text = debug.traceback('m')}", "=module")
print(require("traced").text)
print(select(2, pcall(load("return (debug.traceback('p'))", "=chunk"))))
