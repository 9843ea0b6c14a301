namespace Moonwire.Runtime.Errors;

/// <summary>What somebody who wrote an unknown name may have meant.</summary>
public static class NearestName
{
    /// <summary>A name of more characters is not compared.</summary>
    private const int MaxLength = 64;

    /// <summary>As many names as are told at most.</summary>
    private const int MaxNames = 3;

    /// <summary>
    /// " (did you mean 'x'?)" for a name that is near enough to be meant, or for those whose words begin or end with what
    /// was written, or the other way round; or nothing.
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
            .FirstOrDefault(candidate => candidate.Changes <= Allowed(Math.Min(wrong.Length, candidate.Name.Length)) + (HasSameLetters(sought, candidate.Name) ? 1 : 0))
            .Name;
        if (nearest is not null)
        {
            return $" (did you mean '{nearest}'?)";
        }

        var related = others.Where(name => AreRelated(sought, name.ToUpperInvariant())).Order(StringComparer.Ordinal).Take(MaxNames + 1).ToList();
        return related.Count is 0 or > MaxNames ? "" : $" (did you mean '{string.Join("' or '", related)}'?)";

        static int Allowed(int length) => length < lettersPerChange ? 0 : Math.Max(1, length / lettersPerChange);
    }

    /// <summary>
    /// The name that takes the fewest changes of a character, case aside, of those that contain what was written, if some
    /// do; of equally near ones the first in order.
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

    /// <summary>Whether one is the other with words before or behind it.</summary>
    private static bool AreRelated(string a, string b)
    {
        const int shortest = 4;
        return Math.Min(a.Length, b.Length) >= shortest && (IsPart(a, b) || IsPart(b, a));

        static bool IsPart(string part, string whole) =>
            whole.StartsWith(part + "_", StringComparison.Ordinal) || whole.EndsWith("_" + part, StringComparison.Ordinal);
    }

    /// <summary>How many characters to insert, remove, replace or exchange with their neighbour.</summary>
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
