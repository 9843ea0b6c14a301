using System.Text;

namespace Moonwire.Runtime.Lua;

/// <summary>Lua's bytes as text for people: decoded from UTF-8, and cut where no person reads on.</summary>
internal static class LuaText
{
    private const int MaxLength = 1 << 16;

    internal static string Decode(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxLength
        ? Encoding.UTF8.GetString(bytes)
        : Encoding.UTF8.GetString(bytes[..MaxLength]) + "...";
}
