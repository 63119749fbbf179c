using System.Security.Cryptography;
using Coordinator.Local;

namespace Coordinator.Hosting;

/// <summary>A file with a token that only its owner reads, made with a random one where there is none.</summary>
internal static class TokenFile
{
    /// <exception cref="RefusedException">It cannot be made.</exception>
    public static void MakeWhereMissing(string path)
    {
        if (File.Exists(path)) return;
        try
        {
            using var file = new StreamWriter(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another coordinator that starts beside this one was faster.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the token file {path} cannot be made: {error.Message}");
        }
    }
}
