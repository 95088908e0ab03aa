--- Evidence that a change takes away, or makes another: it shows what was, and is kept.

local judging = require("tickmark.worker.judging")
local source = require("tickmark.worker.source")

local kept = {}

local SIDECAR <const> = ".meta.yml"

---@class tickmark.Kept  an evidence series, as far as a change may break it
---@field id string
---@field globs string[]
---@field retention string?
---@field mutable boolean?
---@field opaque boolean?

--- The series of a path, which may be that of a sidecar.
local function series_of(list, path)
  local of = path:match("^(.*)%.meta%.yml$") or path
  for _, one in ipairs(list) do
    if source.holds(one, of) then return one end
  end
end

local function note(self, path, message, remedy)
  judging.fault(self, path, { code = "evidence", message = message,
    remedy = remedy })
end

local function note_gone(self, one, series)
  note(self, one.path, ("evidence of %s is taken away, and is to be kept%s"):format(
    series.id, series.retention and " for " .. series.retention or ""),
    "leave it; what is wrong is followed by what is right")
end

local function note_touched(self, one, series)
  if one.old and one.old ~= one.id and not series.mutable then
    note(self, one.path, ("evidence of %s becomes another; it shows what was then")
      :format(series.id), "add a file beside it; or its series says mutable: \"yes\"")
  end
  local is_alone = series.opaque and one.path:sub(-#SIDECAR) ~= SIDECAR
    and not self.view.repo:entry(self.view.tree, one.path .. SIDECAR)
  if is_alone then
    note(self, one.path, "no sidecar tells where it comes from",
      "run: tickmark evidence add " .. one.path)
  end
end

--- Note what a change does to evidence.
---@param self tickmark.Judging
---@param list tickmark.Kept[]
function kept.check(self, list)
  local still = {}
  for _, one in ipairs(self.change.touched) do
    still[one.id] = true
    local series = series_of(list, one.path)
    if series then note_touched(self, one, series) end
  end
  for _, one in ipairs(self.change.gone) do
    local series = not still[one.old] and series_of(list, one.path)
    if series then note_gone(self, one, series) end
  end
end

return kept
