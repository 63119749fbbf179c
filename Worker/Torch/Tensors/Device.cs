namespace TorchSharp;

/// <summary>Kinds of device, with libtorch's numbers.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device CUDA = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    /// <summary>Where a tensor lives: "cpu", "cuda" (the current one) or "cuda:1".</summary>
    public sealed class Device
    {
        /// <exception cref="ArgumentException">The description names no device.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw new ArgumentException($"a device is \"cpu\", \"cuda\" or \"cuda:N\", not \"{description}\""),
            };
            index = parts switch
            {
                [_] => -1,
                [_, var number] when byte.TryParse(number, out var parsed) => parsed,
                _ => throw new ArgumentException($"a device is \"cpu\", \"cuda\" or \"cuda:N\", not \"{description}\""),
            };
        }

        public Device(DeviceType type, int index = -1)
        {
            this.type = type;
            this.index = index;
        }

        public DeviceType type { get; }

        /// <summary>Which of its kind; -1 is the current one.</summary>
        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type == DeviceType.CPU ? "cpu" : "cuda";
            return index < 0 ? name : $"{name}:{index}";
        }
    }
}
