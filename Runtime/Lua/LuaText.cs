using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Decodes Lua's strings from UTF-8 for messages. Keeps bytes that are not UTF-8, and cuts very long text.
/// </summary>
internal static class LuaText
{
    private const int MaxLength = 1 << 16;

    internal static string Decode(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxLength
        ? LosslessText.Decode(bytes)
        : LosslessText.Decode(bytes[..MaxLength]) + "...";

    /// <summary>Returns the text with U+FFFD for bytes that are not UTF-8.</summary>
    internal static string DecodeValid(ReadOnlySpan<byte> bytes) => LosslessText.Replace(Decode(bytes));
}
