using System.Buffers.Binary;

namespace Moonwire.Runtime.Recording;

/// <summary>Tells captures from other files, because a recording must not replace another file.</summary>
public static class CaptureFile
{
    private const uint Pcapng = 0x0A0D0D0A;
    private const uint Pcap = 0xA1B2C3D4;
    private const uint NanosecondPcap = 0xA1B23C4D;

    /// <summary>
    /// Returns true if the path names a regular file that is not empty and does not begin as a pcapng or pcap file.
    /// Throws IOException or UnauthorizedAccessException if the file cannot be read.
    /// </summary>
    public static bool IsOther(string path)
    {
        FileSystemInfo? file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            file = file.ResolveLinkTarget(returnFinalTarget: true);
        }

        // The length of pipes and devices is 0. Opening them to read could disturb other programs.
        if (file is not FileInfo { Exists: true, Length: > 0 })
        {
            return false;
        }

        using var handle = File.OpenHandle(file.FullName, share: FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[sizeof(uint)];
        return RandomAccess.Read(handle, start, 0) < start.Length
            || !(IsMagic(BinaryPrimitives.ReadUInt32LittleEndian(start))
                || IsMagic(BinaryPrimitives.ReadUInt32BigEndian(start)));
    }

    private static bool IsMagic(uint number) => number is Pcapng or Pcap or NanosecondPcap;
}
