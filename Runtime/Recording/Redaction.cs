using System.Globalization;

namespace Moonwire.Runtime.Recording;

/// <summary>Bytes of each datagram that no recording contains. Zeros take their place.</summary>
/// <remarks>A class, because lists of a struct would add 13 KB to the executable.</remarks>
public sealed class Redaction
{
    private const int Max = 65535;

    private readonly int _offset;
    private readonly int _length;

    private Redaction(int offset, int length)
    {
        _offset = offset;
        _length = length;
    }

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
        foreach (var redaction in redactions)
        {
            var offset = redaction._offset;
            if (offset < count)
            {
                new Span<byte>(datagram + offset, Math.Min(redaction._length, count - offset)).Clear();
                isRedacted = true;
            }
        }

        return isRedacted;
    }

    private static bool TryRead(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Max;
}
