return "lib/tool"
