using System.Globalization;

namespace Moonwire.Runtime.Recording;

/// <summary>Bytes of each datagram that no recording contains. Zeros take their place.</summary>
/// <param name="Offset">The offset of the first byte in the datagram.</param>
/// <param name="Length">The number of bytes.</param>
public readonly record struct Redaction(int Offset, int Length)
{
    private const int Max = 65535;

    /// <summary>Reads a text such as "4+16". Returns null if the text has another form.</summary>
    public static Redaction? Parse(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && TryRead(text.AsSpan(0, plus), out var offset)
            && TryRead(text.AsSpan(plus + 1), out var length) && length > 0
            ? new Redaction(offset, length)
            : null;
    }

    /// <summary>Overwrites the bytes of the redactions. Returns true if the datagram had such a byte.</summary>
    internal static unsafe bool Apply(Redaction[] redactions, byte* datagram, int count)
    {
        var isRedacted = false;
        foreach (var (offset, length) in redactions)
        {
            if (offset < count)
            {
                new Span<byte>(datagram + offset, Math.Min(length, count - offset)).Clear();
                isRedacted = true;
            }
        }

        return isRedacted;
    }

    private static bool TryRead(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Max;
}
