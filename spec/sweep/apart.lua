--- Every request for memory of a whole process refused in turn, also those of
--- the libraries that we use, each time in a child of its own, which may die of
--- it. To be run with failing_malloc.so preloaded:
---
---   lua5.4 spec/sweep/apart.lua STEPS [NAME]
---
--- STEPS a case at most, evenly spread. A line a case; exit status 1 if one gave
--- a wrong answer.

local cases = require("spec.sweep.cases")
local sweep = require("tick_sweep")

-- What may end the worker when memory does: it is theirs to say, and a worker's
-- death is an error. Ours may not.
local THEIRS <const> = { "libgit2", "libcmark", "libyaml", "libcrypto", "libz" }

local function is_theirs(path)
  for _, name in ipairs(THEIRS) do
    if path:find(name, 1, true) then return true end
  end
  return false
end

local function packed(ran) return string.pack("s4s4i8", ran.first, ran.again, ran.count) end

--- One step in a child: what it gave, what it gives after that in a new state.
local function step(code, n, once)
  local bytes, signal = sweep.apart(function()
    local ran = sweep.run(code, "all", n, once)
    return packed(ran) .. packed(sweep.run(code))
  end)
  if signal ~= 0 or bytes == "" then return nil, signal, bytes end
  local first, again, count, at = string.unpack("s4s4i8", bytes)
  return { first = first, again = again, count = count, after = (string.unpack("s4s4i8", bytes, at)) }
end

--- Does a reference that a case moves stand where it may?
local function strayed(case, given, right)
  local file = case.moves and io.open(("%s/.git/refs/heads/%s"):format(given.dir, case.moves))
  if not file then return nil end
  local tip = file:read("l")
  file:close()
  return not right.first:find(tip, 1, true) and "moved it to " .. tip or nil
end

--- What is wrong with a step, or nil.
local function wrong(case, ran, right)
  local same = ran.first == right.first
  if not same and not ran.first:find("^raised: ") and not ran.first:find("^{integer 2=string") -- nil, message
    and not ran.first:find("^{integer 1=boolean false, ") then
    return "gave " .. ran.first
  end
  if case.moves then
    -- the second and third time find what the first made, or make it
    local made = ran.again == right.first or ran.after == right.first
    return not same and not made and ("gave %s, then %s"):format(ran.first, ran.again) or nil
  end
  if ran.again ~= right.again then return "later gives " .. ran.again end
  if ran.after ~= right.first then return "in a new state gives " .. ran.after end
end

local function run_case(case, given, most, once)
  local code = cases.chunk(case.code, given)
  cases.reset(case, given)
  local right = assert(step(code, 1 << 40, false), case.name)
  assert(not right.first:find("^raised"), right.first)
  local stride = math.max(1, right.count // most)
  local failed, died, bad = 0, 0, 0
  for n = 1, right.count, stride do
    cases.reset(case, given)
    local ran, signal, whose = step(code, n, once)
    local why
    if ran then
      if ran.first ~= right.first then failed = failed + 1 end
      why = wrong(case, ran, right)
    elseif is_theirs(whose) then
      died = died + 1
      why = strayed(case, given, right)
    else
      why = ("signal %d in %s"):format(signal, whose)
    end
    if why then
      bad = bad + 1
      print(("  %s: request %d%s: %s"):format(case.name, n, once and " alone" or "", why))
    end
  end
  print(("%s%s: %d requests, 1 in %d refused: %d failed, %d deaths of a library, %d wrong"):format(case.name,
    once and ", once" or "", right.count, stride, failed, died, bad))
  return bad
end

local most, name, bad = tonumber(arg[1]), arg[2] or "", 0
local given = cases.repository()
for _, case in ipairs(cases.list()) do
  if case.name:find(name, 1, true) and not case.lua then
    for _, once in ipairs { false, true } do bad = bad + run_case(case, given, most, once) end
  end
end
os.execute("rm -rf '" .. given.dir .. "'")
os.exit(bad == 0 and 0 or 1)
