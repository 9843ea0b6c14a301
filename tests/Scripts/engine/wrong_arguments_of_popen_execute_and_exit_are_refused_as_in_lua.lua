local function refused(f, ...) print(select(2, pcall(f, ...))) end
for _, mode in ipairs {"", "r+", "rw", "a", "rb", 1} do refused(io.popen, "true", mode) end
refused(io.popen)
refused(io.popen, {})
refused(io.popen, "true", {})
refused(os.execute, {})
refused(os.execute, io.stdin)
refused(os.exit, "x")
refused(os.exit, {})
refused(os.exit, 1.5)
refused(function() os.exit("x") end)
refused(function() io.popen(nil) end)
