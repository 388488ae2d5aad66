// All of Mantine's styles, for the pages that are no first view. They are in a layer, so our own go before them in whatever order
// they are loaded.
import '@mantine/core/styles.layer.css'
