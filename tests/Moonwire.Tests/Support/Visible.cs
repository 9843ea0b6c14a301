using System.Text;

namespace Moonwire.Tests.Support;

/// <summary>Makes the output of a process readable in a failure message.</summary>
internal static class Visible
{
    /// <summary>Returns the text, with control characters and invalid UTF-8 as escapes.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var used);
            if (status != System.Buffers.OperationStatus.Done || (Rune.IsControl(rune) && rune.Value != '\n'))
            {
                text.Append($"\\x{bytes[0]:x2}");
                used = 1;
            }
            else
            {
                text.Append(rune.ToString());
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    /// <summary>Passes if there are no complaints; otherwise fails and shows all of them.</summary>
    public static void AssertNone(IEnumerable<string> complaints)
    {
        var all = string.Join('\n', complaints);
        Assert.True(all.Length == 0, all);
    }

    /// <summary>
    /// Returns the lines of both, with equal lines at either end only once. '-' was expected, '+' was printed.
    /// </summary>
    public static string Difference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var wanted = Lines(expected);
        var printed = Lines(actual);
        var shorter = Math.Min(wanted.Length, printed.Length);
        var head = 0;
        while (head < shorter && wanted[head] == printed[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && wanted[^(tail + 1)] == printed[^(tail + 1)])
        {
            tail++;
        }

        IEnumerable<string> lines =
        [
            .. wanted[..head].Select(l => "  " + l),
            .. wanted[head..^tail].Select(l => "- " + l),
            .. printed[head..^tail].Select(l => "+ " + l),
            .. wanted[^tail..].Select(l => "  " + l),
        ];
        return string.Join('\n', lines);
    }

    private static string[] Lines(ReadOnlySpan<byte> bytes)
    {
        var lines = Text(bytes).Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : [.. lines[..^1], lines[^1] + " (no newline)"];
    }
}
