using System.Text;

namespace Moonwire.Tests.Support;

/// <summary>Makes what a process printed readable in a failure message.</summary>
internal static class Visible
{
    /// <summary>UTF-8 as it is; control characters and stray bytes as escapes.</summary>
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

    /// <summary>Passes when there is nothing to complain of; else shows all of it.</summary>
    public static void AssertNone(IEnumerable<string> complaints)
    {
        var all = string.Join('\n', complaints);
        Assert.True(all.Length == 0, all);
    }

    /// <summary>The lines of both, the equal ones at either end once; '-' was expected, '+' was printed.</summary>
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
