namespace Moonwire.Runtime.Errors;

/// <summary>What somebody who wrote an unknown name may have meant.</summary>
public static class NearestName
{
    /// <summary>" (did you mean 'x'?)" for a name that is near enough to be meant, or nothing.</summary>
    public static string Hint(string wrong, IEnumerable<string> names)
    {
        const int lettersPerChange = 3;
        var sought = wrong.ToUpperInvariant();
        var nearest = wrong.Length is 0 or > 64 ? null : names
            .Select(name => (Name: name, Changes: Distance(sought, name.ToUpperInvariant())))
            .OrderBy(static candidate => candidate.Changes)
            .ThenBy(static candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault(candidate => candidate.Changes <= Math.Max(1, Math.Min(wrong.Length, candidate.Name.Length) / lettersPerChange))
            .Name;
        return nearest is null ? "" : $" (did you mean '{nearest}'?)";
    }

    /// <summary>
    /// The name that takes the fewest changes of a character, case aside, of those that contain what was written, if some
    /// do; of equally near ones the first in order.
    /// </summary>
    public static string Of(string wrong, IEnumerable<string> names)
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
