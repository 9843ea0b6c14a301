---@meta _

---Ends the program: every fiber unwinds, cleanup handlers run, to-be-closed variables are closed, output is flushed.
---@param code? boolean|integer true (0, the default), false (1), or the exit status
---@param close? boolean in a finalizer: true to run the remaining finalizers first
function os.exit(code, close) end
