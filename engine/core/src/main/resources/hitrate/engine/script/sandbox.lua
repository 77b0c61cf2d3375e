-- Prepares a fresh Lua state for scripts: what they may use, behind tables they cannot change.
-- Called with our own functions, by library, and a table to put the results into.
local java, result = ...
local pairs0, rawset0, setmetatable0, loadstring0 = pairs, rawset, setmetatable, loadstring
local type, error, tostring, concat, byte, next = type, error, tostring, table.concat, string.byte, next

local shown = java.shown

-- A table through which another one can be read and not written.
local function frozen(real)
  local proxy = setmetatable0({}, {
    __index = real, __newindex = java.readonly, __metatable = false, readonly = true,
  })
  shown[proxy] = real
  return proxy
end

local globals = {}
for _, name in pairs0({
  "assert", "collectgarbage", "error", "gcinfo", "getmetatable", "ipairs", "next", "rawequal",
  "rawget", "select", "tonumber", "tostring", "type", "unpack", "_VERSION",
}) do
  globals[name] = _G[name]
end
for name, f in pairs0(java.base) do
  globals[name] = f
end
for name, f in pairs0(java.math) do
  math[name] = f
end

-- Tables look as if they were not behind others.
local getmetatable0, select = getmetatable, select
globals.getmetatable = function(...)
  local value = ...
  if select("#", ...) > 0 and shown[value] then
    return shown[value] == globals and shown.metatable or nil
  end
  return getmetatable0(...)
end

globals.xpcall = function(f, handler)
  local outcome = { java.try(f) }
  if outcome[1] then
    return unpack(outcome, 1, java.count(outcome))
  end
  local fine, value = java.try(handler, outcome[2])
  if not fine then
    value = "error in error handling"
  end
  return false, value
end

-- Bytecode could do anything to the process, so only text is compiled.
local function compile(text, name)
  if byte(text, 1) == 27 then
    return nil, '[string "\27LuaQ"]:1: unexpected symbol near \'char(27)\''
  end
  return loadstring0(text, name)
end
globals.loadstring = function(text, name)
  if type(text) ~= "string" and type(text) ~= "number" then
    return loadstring0(text, name)
  end
  text = tostring(text)
  return compile(text, name or text)
end
globals.load = function(piece, name)
  if type(piece) ~= "function" then
    error("bad argument #1 to 'load' (function expected, got " .. (piece == nil and "no value" or type(piece)) .. ")", 2)
  end
  local pieces = {}
  while true do
    local text = piece()
    if text == nil or text == "" then
      return compile(concat(pieces), name or "=(load)")
    end
    if type(text) ~= "string" and type(text) ~= "number" then
      return nil, "reader function must return a string"
    end
    pieces[#pieces + 1] = text
  end
end

globals.string, globals.table, globals.math = frozen(string), frozen(table), frozen(math)
globals.coroutine = frozen(coroutine)
for _, name in pairs0({ "cjson", "cmsgpack", "struct", "bit", "redis" }) do
  globals[name] = frozen(java[name])
end
getmetatable("").__metatable = frozen({ __index = globals.string })

setmetatable0(globals, { __index = java.missing })
local world = frozen(globals)
shown.metatable = frozen({ __index = java.missing })
globals._G = world
result.globals, result.world = globals, world

-- Libraries of functions see little more than a way to register them while they are loaded.
if java.loading then
  setmetatable0(java.loading, { __index = java.missing })
  result.loading = setmetatable0({ redis = frozen(java.loading) }, { __index = java.missing })
end
