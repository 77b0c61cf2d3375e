-- Prepares a fresh Lua state for scripts: what they may use, behind tables they cannot change.
-- Called with our own functions, by library, and a table to put the results into.
local java, result = ...
local pairs0, setmetatable0 = pairs, setmetatable

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
  "assert", "collectgarbage", "error", "gcinfo", "ipairs", "next", "rawequal",
  "rawget", "select", "tonumber", "tostring", "type", "unpack", "_VERSION",
}) do
  globals[name] = _G[name]
end
for name, f in pairs0(java.base) do
  globals[name] = f
end
if java.deprecated then
  globals.newproxy, globals.setfenv, globals.getfenv = newproxy, setfenv, getfenv
end
for name, f in pairs0(java.math) do
  math[name] = f
end

globals.string, globals.table, globals.math = frozen(string), frozen(table), frozen(math)
globals.coroutine = frozen(coroutine)
for _, name in pairs0({ "cjson", "cmsgpack", "struct", "bit", "redis" }) do
  globals[name] = frozen(java[name])
end
getmetatable("").__metatable = frozen({ __index = globals.string })

-- Scripts see what makes tables of their errors, functions of libraries do not.
if not java.loading then
  globals.__redis__err__handler = java.describe
end

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
