// The text of a QR from a picture or from the camera: by the browser's own reader, else by the built-in one.
import { decodeQR } from "../../built/qr/decode.js";

const LONGEST_SIDE = 1800;
const EVERY = 250;

const native = async () => {
  if (!globalThis.BarcodeDetector) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
};

let detector;

const pixels = (source, width, height) => {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
};

// The text, or "" where no QR is to be read.
const textIn = async (source, width, height) => {
  detector ??= native();
  const reader = await detector;
  if (reader) {
    const [found] = await reader.detect(source).catch(() => []);
    if (found) return found.rawValue;
  }
  try {
    return decodeQR(pixels(source, width, height));
  } catch {
    return "";
  }
};

export const fromPicture = async (file) => {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return "";
  }
  const found = await textIn(picture, picture.width, picture.height);
  picture.close();
  return found;
};

export const cameraThere = () => Boolean(navigator.mediaDevices?.getUserMedia);

// Look through the camera until a text is found or `stop` is called: {text: a promise ("" when stopped), stop}.
// Throws where the camera is refused or missing.
export const throughCamera = async (video) => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  await video.play();
  let going = true;
  const stop = () => {
    going = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  const text = (async () => {
    while (going) {
      const found = video.videoWidth ? await textIn(video, video.videoWidth, video.videoHeight) : "";
      if (found && going) {
        stop();
        return found;
      }
      await new Promise((done) => setTimeout(done, EVERY));
    }
    return "";
  })();
  return { text, stop };
};
