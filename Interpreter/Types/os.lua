---@meta _

---Ends the program: every fiber leaves what it is in, cleanup handlers run, variables that wait to be closed are closed,
---and output is written out.
---@param code? boolean|integer true (0, the default), false (1), or the exit status
---@param close? boolean in a finalizer: whether the finalizers that are left run first
function os.exit(code, close) end
