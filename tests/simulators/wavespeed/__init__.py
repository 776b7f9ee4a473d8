"""The simulated WaveSpeed: InfiniteTalk predictions and media uploads, as the wire document and the vendor's SDK have them."""
