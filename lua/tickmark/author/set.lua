--- Sets of facts: immutable, in the order of path and line.
--
-- A set is a source and filters. The source is the facts of an input, decoded
-- a document at a time, so that a set may be larger than memory; or a list of
-- items, where somebody has asked for one (`by`, `index`, what was bad).

local date = require("tickmark.base.date")
local order = require("tickmark.base.order")
local tally = require("tickmark.author.tally")

local set = {}

---@class tickmark.Set
local methods = {}
local meta = { __name = "tickmark.set", __metatable = false }

--- What is behind each set: source, filters, choose, and size once it is known.
--- Scripts hold the sets, and nothing that they could change.
local inside = setmetatable({}, { __mode = "k" })

function set.is(x) return inside[x] ~= nil end

local function make(source, filters, choose)
  local self = setmetatable({}, meta)
  inside[self] = { source = source, filters = filters, choose = choose or false }
  return self
end

local ARRIVAL = { arrived_on = true, arrived_blob = true, arrived_commit = true }

--- Fields of a head that most documents lack and every rule asks for.
local PLAIN = { gone = true, unreadable = true, sidecar = true, counted = true,
  commit = true, current = true }

--- What a document's head works out only when it is asked for.
local function lazy(source)
  local function answer(doc, key)
    if PLAIN[key] then return nil end
    if key == "month" and rawget(doc, "date") then return tostring(doc.date):sub(1, 7) end
    if key == "period" and rawget(doc, "date") then return tostring(doc.date) end
    if source.arrival and ARRIVAL[key] then
      local day, first, commit = source.arrival(doc)
      if day then
        rawset(doc, "arrived_on", day)
        rawset(doc, "arrived_blob", first)
        rawset(doc, "arrived_commit", commit)
      end
      return rawget(doc, key)
    end
    local sidecar = key == "sidecar_first" and rawget(doc, "sidecar")
    if sidecar and source.arrival then
      return select(2, source.arrival { path = doc.path .. ".meta.yml", blob = sidecar })
    end
    if source.guard then source.guard(key) end
  end
  return { __index = answer }
end

--- What the engine says of an item; a document's own field of that name, such as
-- a `date` that nobody typed, gives way to it.
local OURS = { "date", "period", "month" }
--- What only the engine says: a field of that name gives way though there is none.
local OURS_ALONE = { "path", "blob", "series", "commit", "current", "arrived_on",
  "arrived_blob", "arrived_commit", "gone", "sidecar", "counted" }

local function attach(items, doc)
  if #items == 0 then return end
  local shared, ours = { __index = doc }, table.move(OURS_ALONE, 1, #OURS_ALONE, 1, {})
  for _, name in ipairs(OURS) do
    if doc[name] ~= nil then ours[#ours + 1] = name end
  end
  for _, item in ipairs(items) do
    for _, name in ipairs(ours) do item[name] = nil end
    setmetatable(item, shared)
  end
end

--- A source over the facts of an input. Heads are kept, items are not.
---@param facts userdata
---@param options {series: string?, arrival: (fun(doc: table): tickmark.Date?, string?)?,
---  guard: fun(key: any)?, by_arrival: boolean?, accept: (fun(doc: table): boolean)?}
function set.source(facts, options)
  local meta_of = lazy(options)
  local heads

  --- The head becomes the document that items show as their own fields.
  local function document(head)
    head.series = options.series
    setmetatable(head, meta_of)
    if options.by_arrival and not head.date then head.date = head.arrived_on or nil end
    return head
  end

  local source = {}

  local function accepted(doc) return not options.accept or options.accept(doc) end

  --- Tally every document that the window lets in, and show it.
  local function pass(read, visit)
    local counted = not source.tally and tally.new()
    for i = 1, facts:len() do
      local head, items = read(facts, i)
      local doc = document(head)
      if accepted(doc) then
        if counted then tally.add(counted, doc) end
        if items then attach(items, doc) end
        visit(doc, items)
      end
    end
    source.tally = source.tally or counted
  end

  function source.walk(visit) pass(facts.read, visit) end
  --- Document `i` and its items; false when the window leaves it out.
  function source.at(i)
    if i > facts:len() then return nil end
    local head, items = facts:read(i)
    local doc = document(head)
    if not accepted(doc) then return false, {} end
    attach(items, doc)
    return doc, items
  end
  function source.scan(visit) pass(facts.head, visit) end
  function source.heads()
    if heads then return heads end
    local list = {}
    source.scan(function(doc) list[#list + 1] = doc end)
    heads = list
    return heads
  end
  return source
end

--- A source over items that exist already.
local function list_source(items, docs)
  return { list = items, at = function() return nil end,
    walk = function(visit) visit(nil, items) end,
    scan = function(visit)
      for _, doc in ipairs(docs or {}) do visit(doc) end
    end,
    heads = function() return docs or {} end }
end

---@return tickmark.Set
function set.of(source) return make(source, {}) end

---@return tickmark.Set
function set.list(items, docs) return make(list_source(items, docs), {}) end

local function passes(filters, item)
  for _, filter in ipairs(filters) do
    if not filter(item) then return false end
  end
  return true
end

--- Visit documents and their items that belong to the set.
local function walk(self, on_item, on_doc)
  local own = inside[self]
  local filters, choose = own.filters, own.choose
  own.source.walk(function(doc, items)
    if doc and choose and not choose(doc) then return end
    if doc and on_doc then on_doc(doc) end
    for _, item in ipairs(items) do
      if passes(filters, item) then on_item(item) end
    end
  end)
end

local function items_of(self)
  local own = inside[self]
  if own.source.list and #own.filters == 0 then return own.source.list end
  local items = {}
  walk(self, function(item) items[#items + 1] = item end)
  return items
end

--- How many there are. Heads know, unless something is filtered.
function meta.__len(self)
  local own, size = inside[self], 0
  if own.size then return own.size end
  if #own.filters == 0 and not own.source.list then
    self:scan(function(doc) size = size + doc[1] end)
  else
    walk(self, function() size = size + 1 end)
  end
  own.size = size
  return size
end

function meta.__index(_, key)
  local method = methods[key]
  if method == nil then error(("a set has no %q"):format(tostring(key)), 2) end
  return method
end

function meta.__newindex() error("a set can't be changed", 2) end

--- Is nothing in it?
function methods:empty() return #self == 0 end

--- Iterate over the items, in the order of path and line.
function methods:each()
  local own = inside[self]
  local source, filters, choose = own.source, own.filters, own.choose
  local document, items, at, next_document = nil, source.list or {}, 0, 0
  return function()
    while true do
      at = at + 1
      local item = items[at]
      if item ~= nil then
        if passes(filters, item) then return item end
      else
        next_document, at = next_document + 1, 0
        document, items = source.at(next_document)
        if document == nil then return nil end
        if not document or choose and not choose(document) then items = {} end
      end
    end
  end
end

--- Is it a part that `where` made?
function methods:filtered() return #inside[self].filters > 0 end

--- Call `visit` with each item without holding them all.
function methods:visit(visit, on_doc) walk(self, visit, on_doc) end

--- The only item; an error if there is none or another.
function methods:one()
  local items = items_of(self)
  if #items ~= 1 then error(("one item expected, there are %d"):format(#items), 2) end
  return items[1]
end

local function filter_of(what)
  if type(what) == "function" then return what end
  if type(what) ~= "table" then
    error("where takes { field = value } or a function", 3)
  end
  local wanted = {}
  for _, key in ipairs(order.keys(what)) do wanted[#wanted + 1] = { key, what[key] } end
  return function(item)
    for _, pair in ipairs(wanted) do
      if item[pair[1]] ~= pair[2] then return false end
    end
    return true
  end
end

--- The part that a table of values or a function describes.
---@param what table|fun(item: table): boolean
---@return tickmark.Set
function methods:where(what)
  local own = inside[self]
  local filters = table.move(own.filters, 1, #own.filters, 1, {})
  filters[#filters + 1] = filter_of(what)
  return make(own.source, filters, own.choose)
end

--- Call `visit` with each document without holding them all.
function methods:scan(visit)
  local own = inside[self]
  local choose = own.choose
  if not choose then return own.source.scan(visit) end
  own.source.scan(function(doc)
    if choose(doc) then visit(doc) end
  end)
end

--- What there is to say of the documents in all; no method, since scripts don't
--- decide which of them were unreadable.
---@param self tickmark.Set
---@return tickmark.Tally
function set.tally(self)
  local own = inside[self]
  if not own.choose then
    if not own.source.tally then own.source.scan(function() end) end
    return own.source.tally
  end
  local counted = tally.new()
  self:scan(function(doc) tally.add(counted, doc) end)
  return counted
end

--- The documents, for citing: tables with path, blob, date, unreadable.
function methods:docs()
  local own, docs = inside[self], {}
  for _, doc in ipairs(own.source.heads()) do
    if not own.choose or own.choose(doc) then docs[#docs + 1] = doc end
  end
  return docs
end

--- One of the documents, also when it can't be read.
function methods:doc(path)
  for _, doc in ipairs(self:docs()) do
    if doc.path == path then return doc end
  end
end

local function narrowed(self, choose)
  local own = inside[self]
  local before = own.choose
  return make(own.source, own.filters, function(doc)
    return (not before or before(doc)) and choose(doc)
  end)
end

--- The newest document's part; with a day, of the newest on or before it.
---@param day tickmark.Date?
function methods:newest(day)
  local best
  self:scan(function(doc)
    if doc.date and (not day or doc.date <= day)
      and (not best or doc.date >= best.date) then best = doc end
  end)
  return narrowed(self, function(doc) return best ~= nil and doc.path == best.path
    and doc.blob == best.blob end)
end

function methods:latest() return self:newest() end

--- The part of the documents dated from `a` to `b`, both included.
function methods:between(a, b)
  return narrowed(self, function(doc)
    return doc.date ~= nil and doc.date >= a and doc.date <= b
  end)
end

local function key_text(value)
  if date.is(value) then return tostring(value) end
  return value
end

--- Iterate over key and set of its items, sorted by key.
---@param field string
function methods:by(field)
  local groups = {}
  for item in self:each() do
    local key = key_text(item[field])
    if key ~= nil then
      groups[key] = groups[key] or {}
      table.insert(groups[key], item)
    end
  end
  local keys, i = order.keys(groups), 0
  return function()
    i = i + 1
    if keys[i] ~= nil then return keys[i], set.list(groups[keys[i]]) end
  end
end

--- Map from a field's value to its item. A value twice is an error, unless the
--- newest is asked for.
---@param field string
---@param keep "last"?
function methods:index(field, keep)
  local map = {}
  for item in self:each() do
    local key = key_text(item[field])
    local other = key ~= nil and map[key]
    if other and keep ~= "last" then
      error(('%s %q stands twice: %s:%d and %s:%d; index(%q, "last") takes the newest')
        :format(field, tostring(key), other.path, other.line, item.path, item.line,
          field), 2)
    end
    local newer = other and other.date and item.date and item.date < other.date
    if key ~= nil and not newer then map[key] = item end
  end
  return map
end

--- The items that have no partner in `other`: the completeness direction.
---@param other tickmark.Set
---@param field string
---@param theirs string?  field of `other`, if it has another name
function methods:without(other, field, theirs)
  local there = {}
  other:visit(function(item)
    local key = key_text(item[theirs or field])
    if key ~= nil then there[key] = true end
  end)
  return self:where(function(item) return not there[key_text(item[field])] end)
end

local function seen(self, field, better)
  local map = {}
  walk(self, function(item)
    local key, day = key_text(item[field]), item.date
    if key ~= nil and day and (not map[key] or better(day, map[key])) then
      map[key] = day
    end
  end)
  return map
end

--- Map from a field's value to the date when it was first seen.
function methods:first(field)
  return seen(self, field, function(a, b) return a < b end)
end

--- The same, last seen.
function methods:last(field)
  return seen(self, field, function(a, b) return a > b end)
end

--- One point a document {date, period, value}, in the order of dates, zeros too.
function methods:counts()
  local points, by_doc = {}, {}
  walk(self, function(item)
    local point = by_doc[item.path]
    if point then point.value = point.value + 1 end
  end, function(doc)
    if doc.date and not doc.unreadable then
      local point = { date = doc.date, period = doc.period, value = 0, path = doc.path }
      by_doc[doc.path] = point
      points[#points + 1] = point
    end
  end)
  return order.sort(points, function(a, b) return a.date < b.date end)
end

return set
