--- What the result says of an input's documents: how many, which can't be
--- read, from when to when. Taken along whenever somebody looks at them all, before
--- they do: what is kept here is no script's to change.

local tally = {}

---@class tickmark.Tally
---@field n integer
---@field unreadable table[]   documents
---@field first tickmark.Date?
---@field last tickmark.Date?

---@return tickmark.Tally
function tally.new() return { n = 0, unreadable = {} } end

---@param self tickmark.Tally
---@param doc table
function tally.add(self, doc)
  self.n = self.n + 1
  local fault = rawget(doc, "unreadable")
  if fault then
    self.unreadable[#self.unreadable + 1] = { path = doc.path, blob = doc.blob,
      unreadable = { line = fault.line, column = fault.column, message = fault.message,
        remedy = fault.remedy, lost = fault.lost } }
  end
  local day = rawget(doc, "date")
  if not day or rawget(doc, "gone") then return end
  if not self.first or day[1] < self.first[1] then self.first = day end
  if not self.last or day[1] > self.last[1] then self.last = day end
end

return tally
