using System.Runtime.Versioning;

// File modes, process groups and links: Sweeps runs on Linux.
[assembly: SupportedOSPlatform("linux")]
