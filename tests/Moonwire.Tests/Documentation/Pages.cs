using System.Text.RegularExpressions;

namespace Moonwire.Tests.Documentation;

/// <summary>
/// The reference: docs/reference/NAME.md describes the module, type or global NAME, and has a heading for each member,
/// such as <c>### receive_from(self, buffer[, flags]) → integer, ip.address, integer</c>.
/// </summary>
internal sealed class Pages(Func<string, string?> read)
{
    /// <summary>
    /// Returns the missing pages and headings. A line is a page, or a page and a member separated by a tab.
    /// </summary>
    public IEnumerable<string> Missing(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var (page, member) = name.Split('\t') is [var p, var m] ? (p, m) : (name, null);
            var path = $"docs/reference/{page}.md";
            if (read(path) is not { } text)
            {
                yield return $"{path} does not exist" + (member is null ? "." : $", so {member} is undescribed.");
            }
            else if (member is not null && !HasHeading(text, member))
            {
                yield return $"{path} has no heading for {member}.";
            }
        }
    }

    private static bool HasHeading(string text, string member) => Regex.IsMatch(
        text,
        $"^#{{2,4}} +[`*]*{Regex.Escape(member)}(?![A-Za-z0-9_])",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(10));
}
