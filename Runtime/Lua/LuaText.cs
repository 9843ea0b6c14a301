using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>Lua's bytes as text for people: decoded from UTF-8, other bytes being kept, and cut where no person reads on.</summary>
internal static class LuaText
{
    private const int MaxLength = 1 << 16;

    internal static string Decode(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxLength
        ? LosslessText.Decode(bytes)
        : LosslessText.Decode(bytes[..MaxLength]) + "...";

    /// <summary>Returns the text with U+FFFD for bytes that are no UTF-8.</summary>
    internal static string DecodeValid(ReadOnlySpan<byte> bytes) => LosslessText.Replace(Decode(bytes));
}
