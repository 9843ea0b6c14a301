# Makes archives that depend only on the files in them: owners, times and order are fixed.
# A file in an archive is an object with Path, Mode and Bytes.

# The year is 1980, because some tools warn of times near 1970.
$archiveTime = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [TimeSpan]::Zero)
if ([Environment]::GetEnvironmentVariable('SOURCE_DATE_EPOCH')) {
    $archiveTime = [DateTimeOffset]::FromUnixTimeSeconds([long][Environment]::GetEnvironmentVariable('SOURCE_DATE_EPOCH'))
}

function New-File([string] $Path, [byte[]] $Bytes, [string] $Mode = '644') {
    [pscustomobject]@{ Path = $Path; Mode = [Convert]::ToInt32($Mode, 8); Bytes = $Bytes }
}

function New-TextFile([string] $Path, [string] $Text) {
    New-File $Path ([Text.UTF8Encoding]::new($false).GetBytes($Text.Replace("`r`n", "`n")))
}

function Add-TarEntry($Tar, [string] $Type, [string] $Name, [int] $Mode, [byte[]] $Bytes) {
    $entry = [System.Formats.Tar.UstarTarEntry]::new([System.Formats.Tar.TarEntryType]$Type, $Name)
    $entry.Mode = [IO.UnixFileMode]$Mode
    $entry.ModificationTime = $archiveTime
    $entry.UserName = 'root'
    $entry.GroupName = 'root'
    if ($Type -eq 'RegularFile') {
        $entry.DataStream = [IO.MemoryStream]::new($Bytes)
    }
    $Tar.WriteEntry($entry)
}

# Returns the bytes of a gzipped tar, in which each folder comes before its files.
function Get-TarGz([object[]] $Files, [string] $Root) {
    $sorted = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::Ordinal)
    foreach ($file in $Files) {
        $sorted.Add($file.Path, $file)
    }

    $bytes = [IO.MemoryStream]::new()
    $gzip = [IO.Compression.GZipStream]::new($bytes, [IO.Compression.CompressionLevel]::SmallestSize)
    $tar = [System.Formats.Tar.TarWriter]::new($gzip, [System.Formats.Tar.TarEntryFormat]::Ustar, $false)
    Add-TarEntry $tar Directory $Root ([Convert]::ToInt32('755', 8)) $null
    $made = [Collections.Generic.HashSet[string]]::new()
    foreach ($file in $sorted.Values) {
        for ($i = $file.Path.IndexOf('/'); $i -ge 0; $i = $file.Path.IndexOf('/', $i + 1)) {
            $folder = $file.Path.Substring(0, $i + 1)
            if ($made.Add($folder)) {
                Add-TarEntry $tar Directory "$Root$folder" ([Convert]::ToInt32('755', 8)) $null
            }
        }
        Add-TarEntry $tar RegularFile "$Root$($file.Path)" $file.Mode $file.Bytes
    }

    $tar.Dispose()
    $gzip.Dispose()
    return , $bytes.ToArray()
}

function Get-GZip([byte[]] $Content) {
    $bytes = [IO.MemoryStream]::new()
    $gzip = [IO.Compression.GZipStream]::new($bytes, [IO.Compression.CompressionLevel]::SmallestSize)
    $gzip.Write($Content, 0, $Content.Length)
    $gzip.Dispose()
    return , $bytes.ToArray()
}

# Returns the bytes of an ar archive with the members in the given order.
function Get-Ar([object[]] $Files) {
    $bytes = [IO.MemoryStream]::new()
    $header = '!<arch>' + "`n"
    foreach ($file in $Files) {
        $mode = '100' + [Convert]::ToString($file.Mode, 8)
        $header += '{0,-16}{1,-12}{2,-6}{2,-6}{3,-8}{4,-10}`' -f $file.Path, $archiveTime.ToUnixTimeSeconds(), 0, $mode, $file.Bytes.Length
        $bytes.Write([Text.Encoding]::ASCII.GetBytes("$header`n"))
        $bytes.Write($file.Bytes, 0, $file.Bytes.Length)
        $header = if ($file.Bytes.Length % 2) { "`n" } else { '' }
    }
    $bytes.Write([Text.Encoding]::ASCII.GetBytes($header))
    return , $bytes.ToArray()
}
