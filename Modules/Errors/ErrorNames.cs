using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Errors;

/// <summary>What the modules of error names share: the codes by name as a Lua table, and the failure for a name that is none.</summary>
internal static class ErrorNames
{
    /// <summary>Returns a table of the codes by name.</summary>
    internal static int Return(LuaCall call, IReadOnlyDictionary<string, int> codes)
    {
        call.Stack.PushTable(hash: codes.Count);
        foreach (var (name, code) in codes)
        {
            call.Stack.Push((long)code);
            call.Stack.SetField(-2, name);
        }

        return call.ReturnTop(1);
    }

    /// <summary>EINVAL with arg 2 for the key that is argument 2, with the nearest of the names.</summary>
    internal static LuaFailure Unknown(LuaCall call, string table, IEnumerable<string> names)
    {
        var key = call.Text(2);
        return LuaCall.Invalid(2, $"{table} has no member '{key}'; the nearest is '{Nearest(key, names)}'");
    }

    /// <summary>
    /// The name that takes the fewest changes of a character, case aside, of those that contain what was written, if some
    /// do; of equally near ones the first in order.
    /// </summary>
    internal static string Nearest(string wrong, IEnumerable<string> names)
    {
        const int longest = 64;
        var sought = (wrong.Length > longest ? wrong[..longest] : wrong).ToUpperInvariant();
        return names.Order(StringComparer.Ordinal).MinBy(name =>
        {
            var candidate = name.ToUpperInvariant();
            return (!candidate.Contains(sought, StringComparison.Ordinal), Distance(sought, candidate));
        })!;
    }

    /// <summary>Levenshtein's distance: how many characters to insert, remove or replace.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var (i, left) in from.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            foreach (var (j, right) in to.Index())
            {
                var replaced = diagonal + (left == right ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[to.Length];
    }
}
