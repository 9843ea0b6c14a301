---@meta _

---Ends the program at once: output is written out, other fibers do not go on, and variables that wait to be closed are
---not closed.
---@param code? boolean|integer true (0, the default), false (1), or the exit status
function os.exit(code) end
