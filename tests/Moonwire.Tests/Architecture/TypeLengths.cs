using System.Text.RegularExpressions;

namespace Moonwire.Tests.Architecture;

/// <summary>Measures the length of types, in lines over all their parts.</summary>
internal static partial class TypeLengths
{
    public const int MaxLines = 500;

    /// <summary>The types that may be longer, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> MayBeLonger =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Returns the lengths of all types that are not nested, by their full names.</summary>
    /// <param name="files">Files with a file-scoped namespace, in which only such types and their closing braces begin
    /// a line.</param>
    public static IReadOnlyDictionary<string, int> Of(IEnumerable<string> files)
    {
        var lengths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var space = Namespace().Match(file).Groups["name"].Value;
            var lines = file.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (Declaration().Match(lines[i]) is { Success: true } type)
                {
                    var first = i;
                    i = Math.Max(
                        first, Array.FindIndex(lines, first, static line =>
                            line.Length > 0 && line[0] is '}' || line.EndsWith(';') && !line.StartsWith(' ')));
                    var name = $"{space}.{type.Groups["name"].Value}";
                    lengths[name] = lengths.GetValueOrDefault(name) + i - first + 1;
                }
            }
        }

        return lengths;
    }

    /// <summary>Returns the types that are too long without a reason, and the reasons that no type needs.</summary>
    public static IEnumerable<string> Violations(
        IReadOnlyDictionary<string, int> lengths, IReadOnlyDictionary<string, string> mayBeLonger) =>
        lengths.Where(type => type.Value > MaxLines && !mayBeLonger.ContainsKey(type.Key))
            .Select(static type =>
                $"{type.Key}: {type.Value} lines in all its parts, where {MaxLines} are allowed without a reason")
            .Concat(mayBeLonger.Where(type => lengths.GetValueOrDefault(type.Key) <= MaxLines)
                .Select(static type => $"{type.Key}: needs no reason any more"))
            .Concat(mayBeLonger.Where(static type => type.Value.Length == 0)
                .Select(static type => $"{type.Key}: has no reason"));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|unsafe|partial|ref)\s+)*"
            + @"(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(?<name>\w+)")]
    private static partial Regex Declaration();
}
