function new() return "client" end
