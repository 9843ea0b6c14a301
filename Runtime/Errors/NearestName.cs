namespace Moonwire.Runtime.Errors;

/// <summary>Finds the known names that a user may have meant by an unknown name.</summary>
public static class NearestName
{
    /// <summary>The maximum length of a name that is compared.</summary>
    private const int MaxLength = 64;

    /// <summary>The maximum number of names in a hint.</summary>
    private const int MaxNames = 3;

    /// <summary>
    /// Returns " (did you mean 'x'?)" with the nearest name if it is similar enough. Otherwise returns a hint with the
    /// names that equal the wrong name after words are added to, or removed from, its start or end. Returns "" if there
    /// are no such names, or more than <see cref="MaxNames"/>.
    /// </summary>
    public static string Hint(string wrong, IEnumerable<string> names)
    {
        const int lettersPerChange = 3;
        if (wrong.Length is 0 or > MaxLength)
        {
            return "";
        }

        var sought = wrong.ToUpperInvariant();
        var others = names.Where(name => name != wrong).ToHashSet(StringComparer.Ordinal);
        var nearest = others
            .Select(name => (Name: name, Changes: Distance(sought, name.ToUpperInvariant())))
            .OrderBy(static candidate => candidate.Changes)
            .ThenBy(static candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault(candidate => candidate.Changes <= Allowed(Math.Min(wrong.Length, candidate.Name.Length))
                + (HasSameLetters(sought, candidate.Name) ? 1 : 0))
            .Name;
        if (nearest is not null)
        {
            return $" (did you mean '{nearest}'?)";
        }

        var related = others
            .Where(name => AreRelated(sought, name.ToUpperInvariant()))
            .Order(StringComparer.Ordinal)
            .Take(MaxNames + 1)
            .ToList();
        return related.Count is 0 or > MaxNames ? "" : $" (did you mean '{string.Join("' or '", related)}'?)";

        static int Allowed(int length) => length < lettersPerChange ? 0 : Math.Max(1, length / lettersPerChange);
    }

    /// <summary>
    /// Returns the name that differs from the wrong name by the fewest character changes, ignoring case. If some names
    /// contain the wrong name, considers only these names. Among equally near names, returns the first in ordinal
    /// order.
    /// </summary>
    public static string Of(string wrong, IEnumerable<string> names)
    {
        var sought = (wrong.Length > MaxLength ? wrong[..MaxLength] : wrong).ToUpperInvariant();
        return names.Order(StringComparer.Ordinal).MinBy(name =>
        {
            var candidate = name.ToUpperInvariant();
            return (!candidate.Contains(sought, StringComparison.Ordinal), Distance(sought, candidate));
        })!;
    }

    private static bool HasSameLetters(string sought, string name) =>
        sought.Length == name.Length && sought.Order().SequenceEqual(name.ToUpperInvariant().Order());

    /// <summary>Returns true if one name is the other name with added words at its start or end.</summary>
    private static bool AreRelated(string a, string b)
    {
        const int shortest = 4;
        return Math.Min(a.Length, b.Length) >= shortest && (IsPart(a, b) || IsPart(b, a));

        static bool IsPart(string part, string whole) =>
            whole.StartsWith(part + "_", StringComparison.Ordinal)
            || whole.EndsWith("_" + part, StringComparison.Ordinal);
    }

    /// <summary>
    /// Returns the minimum number of insertions, removals, replacements and swaps of neighbouring characters that turn
    /// one name into the other.
    /// </summary>
    private static int Distance(string from, string to)
    {
        var before = new int[to.Length + 1];
        var last = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1), Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[to.Length];
    }
}
