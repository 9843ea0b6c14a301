---@meta json

---Converts Lua values to JSON texts, and JSON texts to Lua values.
---@class json
---@field null json.null The value of JSON's `null`
local json = {}

---The value of JSON's `null`. A table can hold it.
---@class json.null: userdata

---@class json_options
---@field indent? integer|string The indentation of a level: a number of spaces, or a string of spaces or of tabs
---@field sort_keys? boolean True to write the keys in the order of their bytes
---@field escape_invalid? boolean True to write bytes that are not UTF-8 as escapes

---Returns the value of a JSON text.
---@param text string|byte_span
---@return any value
---@nodiscard
function json.decode(text) end

---Returns the JSON text of a value.
---@param value any
---@param options? json_options
---@return string
---@nodiscard
function json.encode(value, options) end

---Marks a table as an array, so that it becomes `[]` if it is empty.
---@param t? table
---@return table
function json.into_array(t) end

---Returns true if the table is marked as an array.
---@param t any
---@return boolean
---@nodiscard
function json.is_array(t) end

---Writes a JSON text piece by piece.
---@class json.writer
json.writer = {}

---@param options? json_options
---@return json.writer
---@nodiscard
function json.writer.new(options) end

---Writes a value, or a key if the object needs a key next.
---@param value any
function json.writer:value(value) end

function json.writer:begin_object() end

function json.writer:end_object() end

function json.writer:begin_array() end

function json.writer:end_array() end

---Writes a text unchanged, in the place of a value.
---@param text string
function json.writer:literal(text) end

---Returns the text, and begins a new one.
---@return string
function json.writer:generate() end

return json
