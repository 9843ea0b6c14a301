using System.Text.RegularExpressions;

namespace Moonwire.Tests.Documentation;

/// <summary>The links of a page to files of the repository, and to headings in them.</summary>
/// <param name="read">Returns the text of a file by its path from the root, or null if it does not exist.</param>
internal sealed class Links(Func<string, string?> read)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>Returns the links that lead nowhere, each with its page before it.</summary>
    public IEnumerable<string> Dead(string page, string text) =>
        Matches(WithoutCode(text), @"\]\((?<found>[^)\s]+)\)")
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !Leads(page, text, link))
            .Select(link => $"{page}: {link}");

    private bool Leads(string page, string text, string link)
    {
        var (file, anchor) = link.Split('#', 2) is [var f, var a] ? (f, a) : (link, null);
        var target = file.Length == 0 ? text : read(Resolve(page, file));
        return target is not null && (anchor is null || Anchors(target).Contains(anchor, StringComparer.Ordinal));
    }

    private static string Resolve(string page, string file)
    {
        var parts = new List<string>(page.Split('/')[..^1]);
        foreach (var part in file.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>
    /// Returns the anchors that GitHub derives from headings: lower case, hyphens for spaces, no other punctuation,
    /// numbered if repeated.
    /// </summary>
    private static IEnumerable<string> Anchors(string text)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var heading in Matches(WithoutFences(text), @"^#{1,6} +(?<found>.*)$"))
        {
            var anchor = Regex.Replace(
                heading.Trim().ToLowerInvariant(), @"[^\p{L}\p{N}_\- ]", "", RegexOptions.None, Bound)
                .Replace(' ', '-');
            var count = seen.GetValueOrDefault(anchor);
            seen[anchor] = count + 1;
            yield return count == 0 ? anchor : $"{anchor}-{count}";
        }
    }

    private static string WithoutFences(string text) =>
        Regex.Replace(
            text,
            @"^(?<fence>`{3,}).*\n(?:.*\n)*?\k<fence> *\r?$",
            "",
            RegexOptions.Multiline | RegexOptions.ExplicitCapture,
            Bound);

    private static string WithoutCode(string text) =>
        Regex.Replace(WithoutFences(text), @"(?<!\[)`[^`\n]*`(?!\])", "", RegexOptions.None, Bound);

    private static IEnumerable<string> Matches(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline | RegexOptions.ExplicitCapture, Bound)
            .Select(m => m.Groups["found"].Value);
}
